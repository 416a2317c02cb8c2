/** Steps as they are found, which become the past's as soon as their files are read. */

import type { HistoryStep } from '../core/history.ts';
import type { PastStep } from '../report/past.ts';
import type { PastReader, SaidByBlobs } from './past-blobs.ts';
import { PastPacker } from './past-pack.ts';
import { type PastFiles, pastSteps, type WantedBlobs } from './past-steps.ts';

/** What reads the files of steps, and what they said. */
export interface Sources {
  readonly files: PastFiles;
  readonly wanted: WantedBlobs;
  readonly reader: PastReader;
  readonly said: SaidByBlobs;
}

export class PastTaker {
  readonly steps: PastStep[] = [];
  /** Undefined where nothing is kept. */
  readonly packer: PastPacker | undefined;
  readonly #sources: Sources;

  constructor(sources: Sources, isKept: boolean) {
    this.#sources = sources;
    this.packer = isKept ? new PastPacker() : undefined;
  }

  /** Takes steps that were found, newest first, of which the reader reads what is not known yet. */
  take(found: readonly HistoryStep[]): void {
    const { files, wanted, reader, said } = this.#sources;
    reader.read(wanted.in(found), () => {
      for (const step of pastSteps(found, files, said)) this.add(step);
    });
  }

  /** Adds a step that is the past's already, older than those before it. */
  add(step: PastStep): void {
    this.steps.push(step);
    this.packer?.add(step);
  }
}
