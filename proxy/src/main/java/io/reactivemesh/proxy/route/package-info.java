/**
 * Routes as values: what a request is matched by, what is done with it, and where it may go. Matching and filtering are pure: a
 * head in, a verdict out. No Netty and no wire types, so that the same code answers for a live request and for a question about
 * one. {@code proxy.control} makes these values, {@code proxy.outbound} acts on them.
 */
@NullMarked
package io.reactivemesh.proxy.route;

import org.jspecify.annotations.NullMarked;
