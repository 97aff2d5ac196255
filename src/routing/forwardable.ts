/** Which client headers a config may forward. */

/** Never forwarded, not even when asked for: they reach into the cloud's metadata service or steer the gateway. */
const FORBIDDEN = new Set(['metadata-flavor', 'x-aws-ec2-metadata-token', 'x-google-metadata-request', 'host']);

/** In any case. */
export function mayBeForwarded(name: string): boolean {
  const lower = name.toLowerCase();
  return !FORBIDDEN.has(lower) && !lower.startsWith('x-portkey-');
}
