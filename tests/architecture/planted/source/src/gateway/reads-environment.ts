// breaks: no-environment
export const home = process.env['HOME'];
