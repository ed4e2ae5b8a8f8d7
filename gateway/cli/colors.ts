/** Colours for people: on a terminal only, and not where NO_COLOR asks for none. What is piped or logged stays plain. */
import picocolors from 'picocolors';

const wanted = process.env['NO_COLOR'] === undefined || process.env['NO_COLOR'] === '';

/** For standard output. */
export const colors = picocolors.createColors(wanted && process.stdout.isTTY === true);
/** For standard error. */
export const errorColors = picocolors.createColors(wanted && process.stderr.isTTY === true);
