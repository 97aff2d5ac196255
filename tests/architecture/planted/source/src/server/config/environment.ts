/** The one room that reads the environment. */
export const port = process.env['TOLLGATE_PORT'];
