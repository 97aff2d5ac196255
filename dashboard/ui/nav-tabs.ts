/** The look of links that stand as tabs under the title of a page. The ring of focus is inside: the row around them scrolls, and would cut it off. */
export const NAV_TABS = '-mt-1 -ml-1 flex gap-3 overflow-x-auto border-b';
export const NAV_TAB =
  '-mb-px flex h-9 items-center border-b-2 border-transparent px-1.5 text-sm whitespace-nowrap text-ink-soft -outline-offset-2 hover:text-ink data-[status=active]:border-accent data-[status=active]:font-medium data-[status=active]:text-ink';
