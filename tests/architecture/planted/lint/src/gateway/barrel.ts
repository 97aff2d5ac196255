// breaks: oxc/no-barrel-file
export * from './any.ts';
