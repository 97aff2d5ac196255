/** E-mail addresses as people type them into one field: with commas, blanks or lines between them. Pure. */
export const addressesIn = (text: string): string[] => text.split(/[\s,]+/).filter((address) => address !== '');
