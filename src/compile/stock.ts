/**
 * What merging has made, kept to be used again: by other clusters, and by other revisions of the fleet under the same
 * rules. What two revisions share is evaluated and merged once.
 */

import { earlyTextsOf, type EarlyTexts } from './evaluate.ts';
import { emptyStack, stackUp, type Layer, type MergeRules, type Stack } from './layer.ts';
import type { Template } from './template.ts';

/** Layers and stacks, found by what they were made of. Its memory stays bounded over any fleet. */
export class Stock {
  readonly rules: MergeRules;
  readonly #layers = new Map<Template, Map<string, Layer>>();
  readonly #early = new WeakMap<Template, EarlyTexts>();
  readonly #kept = { layers: 0, stacks: 0 };
  #root = emptyStack();

  constructor(rules: MergeRules) {
    this.rules = rules;
  }

  /** A template's layer in the contexts that `reading` stands for; made where there is none yet. */
  layer(template: Template, reading: string, make: () => Layer): Layer {
    let known = this.#layers.get(template);
    if (known === undefined) this.#layers.set(template, (known = new Map()));
    let layer = known.get(reading);
    if (layer === undefined) {
      known.set(reading, (layer = make()));
      this.#kept.layers += 1;
    }
    return layer;
  }

  /** Which texts of a template must be evaluated before merging. */
  earlyTexts(template: Template): EarlyTexts {
    let early = this.#early.get(template);
    if (early === undefined) this.#early.set(template, (early = earlyTextsOf(template.body, this.rules.strategies)));
    return early;
  }

  /** The stack of some layers, shared with every other that begins the same way. */
  stack(layers: Iterable<Layer>): Stack {
    let stack = this.#root;
    for (const layer of layers) {
      let above = stack.above.get(layer);
      if (above === undefined) {
        stack.above.set(layer, (above = stackUp(stack, layer, this.rules)));
        this.#kept.stacks += 1;
      }
      stack = above;
    }
    this.#forgetIfMany();
    return stack;
  }

  /** Tables that are full are emptied: what is still needed is made again. */
  #forgetIfMany(): void {
    if (this.#kept.stacks < mostKept && this.#kept.layers < mostKept) return;
    this.#root = emptyStack();
    this.#layers.clear();
    this.#kept.stacks = 0;
    this.#kept.layers = 0;
  }
}

/** How many layers and how many stacks are kept to be shared. */
const mostKept = 4_000;
