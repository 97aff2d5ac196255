/** IPv6 addresses in any of their spellings, and the IPv4 address that some of them carry. */

/** Prefixes that carry an IPv4 address, as groups of 16 bits, and the group at which it begins. */
const CARRIERS: readonly { prefix: readonly number[]; at: number }[] = [
  // Mapped, RFC 4291.
  { prefix: [0, 0, 0, 0, 0, 0xffff], at: 6 },
  // SIIT, RFC 2765.
  { prefix: [0, 0, 0, 0, 0xffff, 0], at: 6 },
  // NAT64, RFC 6052, and its prefix for local use, RFC 8215. In another layout than this one the bits before are not 0.
  { prefix: [0x64, 0xff9b, 0, 0, 0, 0], at: 6 },
  { prefix: [0x64, 0xff9b, 1, 0, 0, 0], at: 6 },
  // 6to4, RFC 3056.
  { prefix: [0x2002], at: 1 },
];

/** The IPv4 address: the address itself, or the one inside of an IPv6 address. null = it is neither. */
export function ipv4Of(address: string): string | null {
  if (isIpv4(address)) return address;
  const groups = groupsOf(address);
  const carrier = CARRIERS.find(({ prefix }) => prefix.every((group, index) => groups?.[index] === group));
  return carrier === undefined || groups === null ? null : ipv4At(groups, carrier.at);
}

const isIpv4 = (text: string): boolean =>
  /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) < 256);

/** The eight groups of 16 bits of an IPv6 address, with or without a zone. null = it is none. */
export function groupsOf(address: string): number[] | null {
  const [plain = ''] = address.split('%');
  if (!/^(?=.*:)[\da-f:.]{2,45}$/i.test(plain)) return null;
  const groups = expanded(plain);
  return groups.length === 8 && groups.every((group) => group <= 0xffff) ? groups : null;
}

function expanded(address: string): number[] {
  const hex = address.replace(/[\d.]+$/, (tail) => (tail.includes('.') ? ipv4Groups(tail) : tail));
  const [before = '', after] = hex.split('::');
  const head = parseGroups(before);
  if (after === undefined) return head;
  const tail = parseGroups(after);
  return [...head, ...Array<number>(Math.max(0, 8 - head.length - tail.length)).fill(0), ...tail];
}

const parseGroups = (text: string): number[] =>
  text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));

function ipv4Groups(dotted: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function ipv4At(groups: readonly number[], at: number): string {
  const [high = 0, low = 0] = groups.slice(at, at + 2);
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}
