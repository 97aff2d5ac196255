// breaks: no-shapeless-name
export const one = 1;
