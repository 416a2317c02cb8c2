/** Work that is done one after another, in the order in which it was asked for. */

/** Does its work when all that was asked for before is done, however that ended; gives what the work gives. */
export type Queue = <T>(work: () => Promise<T>) => Promise<T>;

export function queueOf(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}
