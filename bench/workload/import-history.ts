/** Puts a generated history into a repository. */

import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fleetHistory, type HistoryOrder } from './history.ts';

/** Into an empty repository. Takes minutes for 10,000 clusters, nearly all of it git's own. */
export async function importHistory(folder: string, order: HistoryOrder): Promise<void> {
  // As they come, blobs would be stored as differences to whatever cluster came before, which no clone does.
  const options = ['-c', 'core.bigFileThreshold=1', 'fast-import', '--done', '--quiet'];
  const child = spawn('git', ['-C', folder, ...options], { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = new Promise<number | null>((done) => child.once('close', done));
  await pipeline(Readable.from(inPieces(fleetHistory(order))), child.stdin);
  if ((await ended) !== 0) throw new Error('git fast-import failed');
}

function* inPieces(texts: Iterable<string>): Iterable<Buffer> {
  let piece: string[] = [];
  let length = 0;
  for (const text of texts) {
    piece.push(text);
    length += text.length;
    if (length < pieceLength) continue;
    yield Buffer.from(piece.join(''));
    piece = [];
    length = 0;
  }
  yield Buffer.from(piece.join(''));
}

const pieceLength = 256 * 1024;
