/** The load generator and the yardsticks: what our proxy costs beside its peers, in one run. Called by the CLI only. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.ops.bench;
