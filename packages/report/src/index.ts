/** @file Pictures of graphs. */
export {}
