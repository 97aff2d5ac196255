/** Colours of series: assigned by name, so that a model has the same one on every page; distinguishable for the colour-blind. */

/**
 * Found by a search that keeps every pair apart in OKLab as people with full colour vision see them, and as those without
 * long, medium or short cones do. The test measures it.
 */
export const SERIES_COLOURS = {
  light: ['#4b3a7b', '#3bcabf', '#d25314', '#9b6490', '#0147e1', '#743018', '#cbb907', '#9d86ff'],
  dark: ['#864cf8', '#54ccb3', '#9e670e', '#d71699', '#aef5ff', '#ff882a', '#f0f23e', '#aa93ff'],
} as const;
const REST = { light: '#a3a9b5', dark: '#5b6372' };

/** In the order given; two names that fall on the same colour move on to the next free one. null = the rest. */
export function coloursFor(names: readonly (string | null)[], isDark: boolean): string[] {
  const palette = isDark ? SERIES_COLOURS.dark : SERIES_COLOURS.light;
  const taken = new Set<number>();
  return names.map((name) => {
    if (name === null) return isDark ? REST.dark : REST.light;
    let place = hash(name) % palette.length;
    for (let tries = 0; taken.has(place) && tries < palette.length; tries += 1) place = (place + 1) % palette.length;
    taken.add(place);
    return palette[place] ?? REST.light;
  });
}

function hash(text: string): number {
  let value = 2_166_136_261;
  for (const letter of text) value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return value;
}
