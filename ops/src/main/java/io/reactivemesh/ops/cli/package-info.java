/** The command line: one class per subcommand, each parses, calls and prints. The only package that writes to standard output. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.ops.cli;
