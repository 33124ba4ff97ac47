/**
 * The proxy's logging back end for SLF4J: level directives, two line formats, standard output. {@code ProxyMain} and the
 * admin server configure it; everybody else sees SLF4J alone.
 */
@NullMarked
package io.reactivemesh.proxy.log;

import org.jspecify.annotations.NullMarked;
