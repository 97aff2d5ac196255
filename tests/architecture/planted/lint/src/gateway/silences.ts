// breaks: typescript/ban-ts-comment
// @ts-ignore the compiler is wrong
export const one: number = 1;
