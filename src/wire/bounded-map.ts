/** A map that makes room by forgetting what was not asked for longest. */

export class BoundedMap<Value, Key extends string = string> {
  readonly #maxWeight: number;
  /** The one that was not asked for longest first. */
  readonly #entries = new Map<Key, { value: Value; weight: number }>();
  /** Kept from one to the next: a new iterator would step over all that was deleted since the map was last rehashed. */
  #oldestFirst = this.#entries.keys();
  #weight = 0;

  /** `maxWeight` bounds the sum of the weights that `set` is given. */
  constructor(maxWeight: number) {
    this.#maxWeight = maxWeight;
  }

  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** What is heavier than the whole is not kept. */
  set(key: Key, value: Value, weight = 1): void {
    this.delete(key);
    if (weight > this.#maxWeight) return;
    while (this.#weight + weight > this.#maxWeight) this.#forgetOldest();
    this.#entries.set(key, { value, weight });
    this.#weight += weight;
  }

  delete(key: Key): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#weight -= entry.weight;
  }

  clear(): void {
    this.#entries.clear();
    this.#weight = 0;
  }

  #forgetOldest(): void {
    const oldest = this.#oldestFirst.next();
    // An iterator that has come to an end, as on an empty map, stays there.
    if (oldest.done) this.#oldestFirst = this.#entries.keys();
    else this.delete(oldest.value);
  }
}
