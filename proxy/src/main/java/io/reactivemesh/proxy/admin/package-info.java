/**
 * What an operator sees of a running proxy: meters, their exposition, and the admin HTTP server. Meters may be resolved
 * and written by every other package of the proxy.
 */
@NullMarked
package io.reactivemesh.proxy.admin;

import org.jspecify.annotations.NullMarked;
