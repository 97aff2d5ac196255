// breaks: eslint/complexity
export function name(n: number): string {
  if (n === 1) return 'n1';
  if (n === 2) return 'n2';
  if (n === 3) return 'n3';
  if (n === 4) return 'n4';
  if (n === 5) return 'n5';
  if (n === 6) return 'n6';
  if (n === 7) return 'n7';
  if (n === 8) return 'n8';
  if (n === 9) return 'n9';
  if (n === 10) return 'n10';
  if (n === 11) return 'n11';
  if (n === 12) return 'n12';
  return 'many';
}
