// breaks: exports types
export const used = 1;
export const unused = 2;
export interface Unused {
  a: number;
}
