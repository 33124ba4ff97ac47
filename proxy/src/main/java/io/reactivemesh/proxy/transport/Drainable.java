package io.reactivemesh.proxy.transport;

/** An accepted connection that can be asked to come to an end. Event loop only. */
interface Drainable {

    /** Asks it to finish what it is doing and take up nothing new. */
    void drain();

    /** Closes it whatever it is doing. */
    void close();
}
