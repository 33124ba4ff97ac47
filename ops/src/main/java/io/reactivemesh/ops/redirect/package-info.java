/**
 * Redirection of a pod's TCP through its proxy: what is redirected is a value, rules follow from it, and a printer says them in the words of
 * iptables. Called by the command line, by the demo and by the benchmark.
 */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.ops.redirect;
