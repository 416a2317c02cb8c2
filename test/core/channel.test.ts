import { describe, expect, it } from 'vitest';
import { Channel } from '../../src/core/channel.ts';

describe('a channel', () => {
  it('gives what was added since it was last asked, in order, and nothing at the end', async () => {
    const channel = new Channel<number>();
    channel.add(1);
    channel.add(2);
    expect(await channel.take()).toEqual([1, 2]);
    const waiting = channel.take();
    channel.add(3);
    channel.add(4);
    expect((await waiting).length).toBeGreaterThan(0);
    channel.add(5);
    channel.end();
    expect(await channel.take()).toContain(5);
    expect(await channel.take()).toEqual([]);
    expect(await channel.take()).toEqual([]);
  });

  it('wakes who waits when it ends', async () => {
    const channel = new Channel<number>();
    const waiting = channel.take();
    channel.end();
    expect(await waiting).toEqual([]);
  });
});
