// breaks: unused-waiver
export const fine = 1; // oxlint-disable-line no-console -- nothing to excuse here
