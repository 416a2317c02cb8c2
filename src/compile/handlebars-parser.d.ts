/** The part of Handlebars that is used in profiles: its grammar. Loading the whole library takes twice as long. */
declare module 'handlebars/dist/cjs/handlebars/compiler/base.js' {
  import type { AST } from 'handlebars';
  export function parseWithoutProcessing(text: string): hbs.AST.Program;
  export type { AST };
}
