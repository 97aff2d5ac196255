/** The vector index port: which of the remembered texts of one partition lie nearest. Engines: src/storage/vectors/. */

export interface VectorEntry {
  /** Entries of different partitions never meet; the caller puts the tenant into it. */
  readonly partition: string;
  /** Unique within the partition: a second entry of that id takes the place of the first. */
  readonly id: string;
  readonly text: string;
  /** A unit vector. Those of another length are never near it; one with a number that is not finite is near to none. */
  readonly vector: Float32Array;
  readonly ttlMs: number;
}

export interface NearestQuery {
  readonly partition: string;
  readonly vector: Float32Array;
  /** Cosine, from -1 to 1. */
  readonly atLeast: number;
  readonly limit: number;
}

export interface Neighbour {
  readonly id: string;
  readonly text: string;
  /** Cosine. */
  readonly score: number;
}

/** Bounded in entries and in bytes: the oldest gives way to a new one. It may forget everything at any time; it is a cache. */
export interface VectorIndex {
  put(entry: VectorEntry): Promise<void>;
  /** Best first; never an expired entry. */
  nearest(query: NearestQuery): Promise<readonly Neighbour[]>;
  remove(partition: string, ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
