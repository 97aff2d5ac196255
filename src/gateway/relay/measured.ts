/** What is measured of one attempt: settle and the log read it, so it knows nothing of the relay. */
export interface Measured {
  /** Monotonic ms at which this attempt was sent. */
  sentElapsed: number;
  /** Monotonic ms at which the answer began: its first relayed content, or the first byte of a whole answer. */
  firstByteElapsed: number | null;
  /** Longest silence of the upstream between two chunks, ms. */
  stallMs: number;
  responseBytes: number;
  /** The whole request has left: whatever becomes of the answer, the upstream may bill it. */
  isHandedOver: boolean;
  upstreamHeaders: Record<string, string>;
}

/** A bound by the name that configs have for it. */
export interface PassedBound {
  name: 'request_timeout' | 'idle_timeout' | 'total_timeout';
  ms: number;
}
