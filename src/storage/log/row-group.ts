/** How many rows DuckDB stores together. Its own 122,880 of our wide rows would not fit into its memory at a checkpoint. */
export const ROW_GROUP_SIZE = 10_240;
