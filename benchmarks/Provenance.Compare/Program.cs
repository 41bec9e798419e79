using Provenance.Compare;

var settings = Settings.Parse(args);
var bench = new Workbench(settings);
var table = new RatioTable();
if (!settings.Keep)
{
    // Half a file of a run that was cut off is no file.
    bench.RemoveFiles();
}

foreach (var (name, part) in Parts.All)
{
    if (settings.Includes(name))
    {
        Console.Error.WriteLine($"measuring: {name}");
        try
        {
            await part(bench, table);
        }
        catch (InvalidOperationException e)
        {
            // What the others measured is still worth its minutes.
            table.Skip(name, e.Message);
        }
    }
}

table.Write(Console.Out, settings);
if (!settings.Keep)
{
    bench.RemoveFiles();
}
