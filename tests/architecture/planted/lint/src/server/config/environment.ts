export const port = process.env['TOLLGATE_PORT'];
