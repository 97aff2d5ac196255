// breaks: waiver-needs-reason
export const two = 2; // oxlint-disable-line no-console
