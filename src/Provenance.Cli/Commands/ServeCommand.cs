using System.CommandLine;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance serve</c>: the inspector page and the endpoints, for this machine only. With a key it signs, too.</summary>
internal static class ServeCommand
{
    public static Command Create(Terminal terminal)
    {
        var port = CliOptions.Port(5280);
        var size = new Option<string>("--max-size") { Description = "The longest video, in MB.", HelpName = "MB", DefaultValueFactory = _ => "4096" };
        var signing = new SignOptions();
        signing.Certificate.Description = "Lets programs on this machine have videos signed (POST /provenance/sign): the signer's certificate and its intermediates, PEM. Needs --key and what is claimed, as 'sign' does.";
        signing.Key.Description = "The private key, PEM, unencrypted.";
        signing.DigitalSourceType.Description = "How the videos that are signed were made (unless --generated or --manifest says it): an IPTC term such as trainedAlgorithmicMedia, or its full URI.";
        var command = new Command("serve", "Shows an inspector page in the browser and answers programs, on this machine only. Nothing leaves it.") { port, size, signing.Quiet };
        signing.AddServedTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(signing.Quiet);
            int number = CliOptions.ReadPort(parsed.GetValue(port)!);
            long most = CliOptions.ReadNumber(parsed.GetValue(size)!, "--max-size", 1, 1 << 20) * 1_000_000L;
            var validation = signing.Trust.Read(parsed, terminal);
            using var setup = signing.Served.Any(o => parsed.GetResult(o) is { Implicit: false })
                ? await SignCommand.PrepareAsync(terminal, signing, parsed, () => 0, cancellationToken).ConfigureAwait(false)
                : null;

            // In a class of its own, so that no other command loads a web server.
            return await Serving.InspectorServer.RunAsync(
                terminal,
                number,
                options =>
                {
                    options.Validation = validation;
                    options.MaxUploadSize = most;
                    if (setup is not null)
                    {
                        options.Signer = setup.Signer;
                        options.Signing = setup.Options;
                        options.Definition = _ => setup.Definition;
                    }
                },
                cancellationToken).ConfigureAwait(false);
        });
        return command;
    }
}
