/** What tests of several packages stand on. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.ops.testing;
