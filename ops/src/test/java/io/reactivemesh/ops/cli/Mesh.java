package io.reactivemesh.ops.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** What one run of the command led to. */
record Mesh(int exitCode, String out, String err) {
    /** Runs the command in this process. */
    static Mesh run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = MeshMain.commandLine(Map.of())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Mesh(exitCode, out.toString(), err.toString());
    }
}
