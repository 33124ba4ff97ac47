/** Programs that this machine has, and processes that do not outlive us. Called by whatever part of ops starts some. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.ops.process;
