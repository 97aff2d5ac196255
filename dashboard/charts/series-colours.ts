/** Colours of series: assigned by name, so that a model has the same one on every page; distinguishable for the colour-blind. */

/** After Okabe and Ito, darkened and lightened for contrast on either ground. */
const LIGHT = ['#3949ab', '#0f8a80', '#d08700', '#a8328a', '#2f86c9', '#b23a48', '#6a8f1f', '#7d6bb8'];
const DARK = ['#98a6ff', '#4fd1c0', '#f5b942', '#ee8ad0', '#6cc0ff', '#ff8f8f', '#b4d95a', '#c3b1ff'];
const REST = { light: '#a3a9b5', dark: '#5b6372' };

/** In the order given; two names that fall on the same colour move on to the next free one. */
export function coloursFor(names: readonly (string | null)[], isDark: boolean): string[] {
  const palette = isDark ? DARK : LIGHT;
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
