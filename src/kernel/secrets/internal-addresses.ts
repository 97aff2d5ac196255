/** Hides private addresses and internal host names in texts for clients. */

const HIDDEN = '[internal address]';
/** RFC 1918, 6598, 3927 and 1122, with a port; not inside a longer number, as of a version. */
const IPV4 =
  /(?<![\w.])(?:10\.\d{1,3}|127\.\d{1,3}|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))(?:\.\d{1,3}){2}(?::\d{1,5})?(?![\w]|\.\d)/g;
/** RFC 4193 and 4291: unique local, link local and loopback. */
const IPV6 =
  /\[?(?<![\w:])(?:f[cd][\da-f]{2}|fe[89ab][\da-f]):[\da-f:]{1,40}(?:%\w{1,16})?\]?(?::\d{1,5})?|\[?(?<![\w:])::1\]?(?::\d{1,5})?(?![\w:])/gi;
/** RFC 6762, 8375 and 9476, and what clusters and clouds use. */
const NAME =
  /(?<![\w.-])(?:localhost|(?:[a-z\d-]{1,63}\.){1,9}(?:internal|local|localdomain|lan|intranet|corp|svc|home\.arpa))(?::\d{1,5})?(?![\w-]|\.\w)/gi;

/** Linear in the text. The very same text where there is none. */
export function hideInternalAddresses(text: string): string {
  return text.replace(IPV4, HIDDEN).replace(IPV6, HIDDEN).replace(NAME, HIDDEN);
}
