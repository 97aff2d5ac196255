/** Copying a cell of a table by a click, and what its text is: of numbers the exact one, which is their title. */
import { copyText } from './copy.tsx';

const SHOWN_MS = 800;
const HAS_A_USE_OF_ITS_OWN = 'a, button, input, select, textarea, label, summary';

/** The cell that a click is on; null = on something that does something else, or text is being selected. */
export function cellUnder(target: EventTarget | null): HTMLElement | null {
  if (!(target instanceof Element) || target.closest(HAS_A_USE_OF_ITS_OWN) !== null) return null;
  if (window.getSelection()?.isCollapsed === false) return null;
  const cell = target.closest<HTMLElement>('td');
  return cell === null || 'actions' in cell.dataset ? null : cell;
}

/** As a spreadsheet wants it. */
export function textOf(cell: HTMLElement): string {
  const exact = 'numeric' in cell.dataset ? cell.querySelector<HTMLElement>('[title]')?.title : undefined;
  return (exact ?? cell.innerText).trim();
}

/** The text that was copied; null = there was none. */
export async function copyCell(cell: HTMLElement): Promise<string | null> {
  const text = textOf(cell);
  if (text === '') return null;
  await copyText(text);
  cell.dataset['copied'] = '';
  setTimeout(() => delete cell.dataset['copied'], SHOWN_MS);
  return text;
}
