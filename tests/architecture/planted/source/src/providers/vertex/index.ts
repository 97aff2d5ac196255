/** A provider names itself. */
export const vertex = { id: 'vertex-ai' };
