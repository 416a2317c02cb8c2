/** Colours by meaning, so that a rendering says what a text is and never which escape code it wants. */

import picocolors from 'picocolors';

type Brush = (text: string) => string;

/** One brush a meaning. */
export interface Paint {
  readonly error: Brush;
  readonly warning: Brush;
  readonly note: Brush;
  /** Rules, gutters, arrows: what frames the text. */
  readonly frame: Brush;
  /** What the reader should see first. */
  readonly strong: Brush;
  /** What the reader may skip. */
  readonly faint: Brush;
  /** What is well, was added, or won. */
  readonly good: Brush;
}

const leave: Brush = (text) => text;

/** No colour at all: for files, pipes and `NO_COLOR`. */
export const plainPaint: Paint = {
  error: leave,
  warning: leave,
  note: leave,
  frame: leave,
  strong: leave,
  faint: leave,
  good: leave,
};

/** The colours of a terminal. Whether there is one is for the caller to find out. */
export function terminalPaint(): Paint {
  const colours = picocolors.createColors(true);
  return {
    error: (text) => colours.bold(colours.red(text)),
    warning: (text) => colours.bold(colours.yellow(text)),
    note: (text) => colours.bold(colours.cyan(text)),
    frame: colours.blue,
    strong: colours.bold,
    faint: colours.dim,
    good: colours.green,
  };
}
