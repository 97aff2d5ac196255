/** Escapes control characters in foreign text before it reaches a terminal. */

/** Control characters but the line feed, and those that turn the direction of a line around. */
const CONTROLS = /(?!\n)\p{Cc}|[\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * Each control character as `\u001b`: a terminal obeys them, and moves its cursor or rewrites its title. Inside JSON the
 * text means the same as before.
 */
export function escapeControls(text: string): string {
  return text.replace(CONTROLS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
