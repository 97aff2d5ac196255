// breaks: typescript/switch-exhaustiveness-check
export function price(kind: 'input' | 'output'): number {
  switch (kind) {
    case 'input':
      return 1;
  }
  return 0;
}
