/** Which language a text is in, by the frequencies of its letters. The figures ship inside the package `eld`. */

export interface DetectedLanguage {
  /** ISO 639-1; '' = it looks like none. */
  language: string;
  /** The text is long enough, and clearly nearer to this language than to others. */
  isSure: boolean;
}

type Detect = (text: string) => DetectedLanguage;

let loading: Promise<Detect> | null = null;

/** The beginning of a text shows its language. UTF-16 units. */
const MAX_LENGTH = 8 * 1024;

/** Loads the figures once, which holds the event loop for a second: ask for it when a check is made ready, not when it runs. */
export function loadDetection(): Promise<Detect> {
  loading ??= import('eld/extrasmall').then(({ eld }) => (text) => {
    const result = eld.detect(text.slice(0, MAX_LENGTH));
    return { language: result.language, isSure: result.isReliable() };
  });
  return loading;
}
