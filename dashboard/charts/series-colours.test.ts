import { expect, it } from 'vitest';
import { coloursFor, SERIES_COLOURS } from './series-colours.ts';

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/** Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB. */
const SIGHT: Readonly<Record<string, Matrix>> = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
/** In OKLab; 0.02 is what one just notices side by side. */
const APART = 0.1;

it.each(Object.keys(SIGHT))('no two series look alike with %s colour vision, on either ground', (sight) => {
  for (const palette of [SERIES_COLOURS.light, SERIES_COLOURS.dark]) {
    const seen = palette.map((colour) => toOklab(look(colour, sight)));
    const distances = seen.flatMap((one, index) => seen.slice(index + 1).map((other) => distance(one, other)));
    expect(Math.min(...distances)).toBeGreaterThan(APART);
  }
});

it('a name keeps its colour, eight names have eight colours, and the rest has one of its own', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  expect(new Set([...coloursFor(names, true), ...coloursFor([null], true)]).size).toBe(9);
  expect(coloursFor(['claude-sonnet-5'], false)).toEqual(coloursFor(['claude-sonnet-5', 'x'], false).slice(0, 1));
});

function look(colour: string, sight: string): Triple {
  const rgb = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = rgb;
  const rows = SIGHT[sight] ?? [];
  const [r = 0, g = 0, b = 0] = rows.map(([x, y, z]) => Math.min(1, Math.max(0, x * red + y * green + z * blue)));
  return [r, g, b];
}

function toOklab([r, g, b]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function distance(one: Triple, other: Triple): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}
