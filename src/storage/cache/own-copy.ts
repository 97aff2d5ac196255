/** Bytes that the cache keeps or gives away, in memory that is nobody else's. */

/** Not from Node's pool, of which a few small survivors would keep whole slabs alive. */
export function ownCopy(bytes: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}
