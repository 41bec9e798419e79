using System.Runtime.InteropServices;
using System.Text;
using Provenance.Cli;

if (OperatingSystem.IsWindows())
{
    Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
}

using var interruption = new CancellationTokenSource();

// The first signal asks the command to stop and clean up; a second one ends the process at once.
void Interrupt(PosixSignalContext context)
{
    if (!interruption.IsCancellationRequested)
    {
        context.Cancel = true;
        interruption.Cancel();
    }
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
return await CliProgram.RunAsync(args, Terminal.OfProcess(), interruption.Token).ConfigureAwait(false);
