/** @file Text that is obeyed wherever it stands in a script, kept from it: the ends of scripts in pages, and the names of source maps. */

/** `text` of a string or a comment with backslashes that a string ignores. */
export const inertText = (text: string): string =>
  text
    .replace(/<(?=\/script|!--)/gi, '<\\')
    // Tools look for the map of a file by this pattern alone, in strings as well.
    .replace(/[#@](?=\s*source(?:mapping)?url\s*=)/gi, '\\$&')
