/**
 * A map that is never changed: `with` gives the next one, which shares with this one all but the few shards that differ. A
 * hundred thousand entries are changed in the time that a hundred take to copy.
 */

const SHARDS = 1024;

/** `undefined` takes the entry out. */
export type Changes<Key extends string, Value> = Iterable<readonly [Key, Value | undefined]>;

export class ShardedMap<Key extends string, Value> implements ReadonlyMap<Key, Value> {
  readonly #shards: readonly ReadonlyMap<Key, Value>[];
  readonly size: number;

  private constructor(shards: readonly ReadonlyMap<Key, Value>[], size: number) {
    this.#shards = shards;
    this.size = size;
  }

  /** Of two entries with one key the later stands. */
  static of<Key extends string, Value>(entries: Iterable<readonly [Key, Value]>): ShardedMap<Key, Value> {
    const shards = Array.from({ length: SHARDS }, () => new Map<Key, Value>());
    for (const [key, value] of entries) shards[shardOf(key)]?.set(key, value);
    return new ShardedMap(
      shards,
      shards.reduce((size, shard) => size + shard.size, 0),
    );
  }

  get(key: Key): Value | undefined {
    return this.#shards[shardOf(key)]?.get(key);
  }

  has(key: Key): boolean {
    return this.#shards[shardOf(key)]?.has(key) ?? false;
  }

  with(changes: Changes<Key, Value>): ShardedMap<Key, Value> {
    const copied = new Map<number, Map<Key, Value>>();
    for (const [key, value] of changes) {
      const number = shardOf(key);
      const shard = copied.get(number) ?? new Map(this.#shards[number]);
      copied.set(number, shard);
      if (value === undefined) shard.delete(key);
      else shard.set(key, value);
    }
    if (copied.size === 0) return this;
    let { size } = this;
    const shards = [...this.#shards];
    for (const [number, shard] of copied) {
      size += shard.size - (shards[number]?.size ?? 0);
      shards[number] = shard;
    }
    return new ShardedMap(shards, size);
  }

  *entries(): MapIterator<[Key, Value]> {
    for (const shard of this.#shards) yield* shard.entries();
  }

  *keys(): MapIterator<Key> {
    for (const shard of this.#shards) yield* shard.keys();
  }

  *values(): MapIterator<Value> {
    for (const shard of this.#shards) yield* shard.values();
  }

  [Symbol.iterator](): MapIterator<[Key, Value]> {
    return this.entries();
  }

  forEach(callback: (value: Value, key: Key, map: ReadonlyMap<Key, Value>) => void): void {
    for (const [key, value] of this) callback(value, key, this);
  }
}

/** By the last characters: ids and hashes differ there, and share their beginnings. */
function shardOf(key: string): number {
  let number = key.length;
  for (let index = Math.max(0, key.length - 5); index < key.length; index++)
    number = number * 31 + key.charCodeAt(index);
  return number % SHARDS;
}
