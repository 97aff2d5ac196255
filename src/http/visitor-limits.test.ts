import { describe, expect, it } from 'vitest';
import { createVisitorLimits } from './visitor-limits.ts';

describe('connections of one address', () => {
  it('are refused beyond their number, and taken again when one has ended', () => {
    const limits = createVisitorLimits({ maxConnections: 2, elapsed: () => 0 });
    const first = limits.connect('192.0.2.1');
    expect(limits.connect('192.0.2.1')).not.toBe(false);
    expect(limits.connect('192.0.2.1')).toBe(false);
    expect(limits.connect('192.0.2.2')).not.toBe(false);
    if (first !== false) first();
    expect(limits.connect('192.0.2.1')).not.toBe(false);
  });

  it('are those of a whole network where the address is of IPv6', () => {
    const limits = createVisitorLimits({ maxConnections: 1, elapsed: () => 0 });
    expect(limits.connect('2001:db8:1:2::1')).not.toBe(false);
    expect(limits.connect('2001:db8:1:2:ffff:1:2:3')).toBe(false);
    expect(limits.connect('2001:db8:1:3::1')).not.toBe(false);
    expect(limits.connect('2001:db8::1')).not.toBe(false);
    expect(limits.connect('2001:db8:0:0:9::1')).toBe(false);
  });

  it('are the same whether an IPv4 address is written in IPv6 or not', () => {
    const limits = createVisitorLimits({ maxConnections: 1, elapsed: () => 0 });
    limits.connect('192.0.2.1');
    expect(limits.connect('::ffff:192.0.2.1')).toBe(false);
  });
});

it('failed sign-ins of one address are refused beyond a hundred in a minute, and looked at again after it', () => {
  let now = 0;
  const limits = createVisitorLimits({ maxConnections: 1, elapsed: () => now });
  for (let index = 0; index < 100; index += 1) expect(limits.failSignIn('192.0.2.1')).toBeNull();
  now = 20_000;
  expect(limits.failSignIn('192.0.2.1')).toBe(40);
  expect(limits.failSignIn('192.0.2.2')).toBeNull();
  now = 60_000;
  expect(limits.failSignIn('192.0.2.1')).toBeNull();
});
