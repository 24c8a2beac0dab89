/** @file What every failure says: one table, so that no text is written twice and every code is tested. */

export type Detail = Readonly<Record<string, string | number>>;

export interface ErrorText {
  readonly what: (d: Detail) => string;
  readonly why: string | ((d: Detail) => string);
  readonly fix: string | ((d: Detail) => string);
}

export const ERRORS = {
  "model/not-onnx": {
    what: (d) => `${d.file} is not an ONNX model.`,
    why: "The file does not hold an ONNX graph.",
    fix: "Drop a .onnx file. Export from PyTorch with torch.onnx.export, or convert from TensorFlow with tf2onnx.",
  },
  "model/truncated": {
    what: (d) => `${d.file} ends before the model does.`,
    why: "The file was cut short, as an interrupted download or copy leaves it.",
    fix: "Copy or download the file again and compare its size with the original.",
  },
  "model/too-old": {
    what: (d) => `${d.file} uses opset ${d.opset}.`,
    why: "Opsets below 7 define several operators differently and no current runtime loads them.",
    fix: "Export the model again with opset 13 or newer.",
  },
  "model/opset": {
    what: (d) => `${d.op} (node ${d.node}) cannot be raised from opset ${d.from} to ${d.to}.`,
    why: (d) => `${d.reason}`,
    fix: (d) => `Export the model again with opset ${d.to} or newer.`,
  },
  "model/external-data": {
    what: (d) => `Weights for “${d.tensor}” are stored in another file (${d.location}).`,
    why: "The model was saved with external data, so the .onnx file alone is incomplete.",
    fix: "Drop the .onnx file together with its data file.",
  },
  "model/custom-op": {
    what: (d) => `The model uses the operator ${d.op} of domain “${d.domain}” (node ${d.node}).`,
    why: "This operator is not part of ONNX, so no runtime here can execute it.",
    fix: "Export the model with standard operators, or cut the custom part off before quantizing.",
  },
  "model/quantized": {
    what: (d) => `${d.file} is already quantized: it holds ${d.count} ${d.op} nodes.`,
    why: "Quantizing a second time would calibrate rounded values and lose accuracy twice.",
    fix: "Drop the floating-point original beside it; the quantized model can be inspected and measured as it is.",
  },
  "model/inputs": {
    what: (d) => `The input ${d.input} of the model takes ${d.type}.`,
    why: "Only inputs that take tensors of numbers or booleans can be fed here.",
    fix: "Export the model so that it takes tensors, with text and sequences handled outside.",
  },
  "compare/inputs": {
    what: (d) => `${d.file} takes other inputs than ${d.original}.`,
    why: (d) => `It takes ${d.have}; the original takes ${d.want}.`,
    fix: "Choose a file that was made from this model, with the same inputs and preprocessing.",
  },
  "compare/outputs": {
    what: (d) => `${d.file} gives other outputs than ${d.original}.`,
    why: (d) => `It gives ${d.have}; the original gives ${d.want}.`,
    fix: "Choose a file that was made from this model, with the same outputs in the same order.",
  },
  "data/none": {
    what: (d) => `No ${d.role} samples were found in ${d.source}.`,
    why: "None of the files is an image (JPEG, PNG, WebP, BMP, GIF), a sound (.wav) or a tensor (.npy, .npz) that can be read.",
    fix: "Drop a folder or zip with samples, in class folders or with a labels.csv.",
  },
  "data/kind": {
    what: (d) => `${d.file} is ${d.have}, the model takes ${d.want}.`,
    why: "Images go to inputs like [N, 3, H, W], sounds to inputs like [N, samples], anything else as it is.",
    fix: "Drop samples of the model's kind, or .npy and .npz files that hold exactly what the inputs take.",
  },
  "data/inputs": {
    what: (d) => `${d.file} holds nothing for the inputs ${d.missing}.`,
    why: (d) =>
      `The model takes ${d.inputs}; a sample must hold a tensor for each${d.found === undefined ? "" : `, and this one holds ${d.found}`}.`,
    fix: "Save each sample as a .npz with one array per input, named like the input: numpy.savez(file, name=array, ...). Other names can be assigned to the inputs in Data.",
  },
  "data/shape": {
    what: (d) => `${d.file} is ${d.have} for the input ${d.input}, the model takes ${d.want}.`,
    why: "A tensor must have the input's type and shape; only the leading batch axis may be left out.",
    fix: "Save the array in the shape of the input.",
  },
  "data/decode": {
    what: (d) => `${d.file} could not be decoded.`,
    why: (d) => `The decoder said: ${d.message}`,
    fix: "Open the file in an image viewer; if it fails there too, replace or remove it.",
  },
  "data/labels": {
    what: (d) => `None of the ${d.rows} rows of ${d.file} names one of the ${d.images} samples.`,
    why: (d) => `The first row names “${d.first}”, the first sample is “${d.image}”.`,
    fix: "Write paths relative to the folder that holds labels.csv, with the header file,class_index.",
  },
  "data/label-columns": {
    what: (d) => `${d.file} could not be read as labels.`,
    why: (d) =>
      d.value === undefined
        ? `It has the columns ${d.columns || "(none)"}; one for the file and one for its class are needed.`
        : `The class “${d.value}” is not a class index.`,
    fix: "Write the header file,class_index and one row per image; class names may stand in a column named class.",
  },
  "data/classes": {
    what: (d) => `No sample of ${d.source} has a class that is known.`,
    why: (d) => `Of the first one, ${d.reason}, which starts with ${d.classes}.`,
    fix: "Name the folders, or the classes in the table, like the classes that the model was trained with.",
  },
  "data/label-range": {
    what: (d) => `Label ${d.label} of ${d.file} is outside the model's ${d.classes} classes.`,
    why: "The class indices of the labels do not belong to this model's output.",
    fix: "Use class indices from 0, in the order the model was trained with.",
  },
  "data/size": {
    what: (d) => `${d.file} is ${d.width} × ${d.height}, the model takes ${d.wantWidth} × ${d.wantHeight}.`,
    why: "Preprocessing is set to leave sizes alone.",
    fix: "Choose resize, centre crop or letterbox in the preprocessing form.",
  },
  "data/channels": {
    what: (d) => `Preprocessing makes ${d.have} channels, the model takes ${d.want}.`,
    why: "The colour setting and the model's input do not match.",
    fix: "Choose RGB or BGR for 3 channels, grey for 1.",
  },
  "data/boxes": {
    what: (d) => `The boxes in ${d.file} could not be read.`,
    why: (d) => `${d.message}.`,
    fix: "Give COCO's JSON (images, annotations with bbox and category_id, categories), YOLO's text files with their class names, or Pascal VOC's XML.",
  },
  "data/no-boxes": {
    what: (d) => `${d.source} has no boxes for its images.`,
    why: (d) => `Detection is scored against marked boxes, and ${d.reason}.`,
    fix: "Put COCO's annotations.json, YOLO's labels folder or Pascal VOC's XML beside the images, with their file names.",
  },
  "stress/nothing": {
    what: (d) => `None of the synthetic changes that were chosen fits a model that takes ${d.kind} inputs.`,
    why: "There are changes of pictures and of sounds; what happens to plain tensors in the field is not known here.",
    fix: "Choose a change that fits the samples, or validate on samples of the field.",
  },
  "evaluate/no-decoder": {
    what: (d) => `The output of ${d.model} is not one of a detector that can be read here: ${d.shape}.`,
    why: "Read are YOLOX, YOLOv5 to YOLO11, SSD, FCOS, NanoDet, and boxes after NMS, with strides 8, 16, 32 and maybe 64.",
    fix: "Choose the family with --decoder, export with the decoding inside, or evaluate with --task any.",
  },
  "evaluate/output": {
    what: (d) => `The output of ${d.model} cannot be read for ${d.task}: ${d.shape}.`,
    why: (d) => `It should hold ${d.want}.`,
    fix: "Choose another task, or --task any to compare the raw outputs.",
  },
  "data/truth": {
    what: (d) => `The labels in ${d.file} could not be read.`,
    why: (d) => `${d.message}.`,
    fix: (d) => `${d.fix}`,
  },
  "data/zip": {
    what: (d) => `${d.file} could not be unpacked.`,
    why: (d) => `The archive is damaged or encrypted: ${d.message}`,
    fix: "Make the zip again, without a password.",
  },
  "preprocess/invalid": {
    what: (d) => `${d.file} is not a valid preprocessing description.`,
    why: (d) => `${d.path}: ${d.message}`,
    fix: (d) => `Use a preset (${d.presets}) or a JSON file with the fields of a recipe's "preprocess".`,
  },
  "recipe/invalid": {
    what: (d) => `${d.file} is not a valid recipe.`,
    why: (d) => `${d.path}: ${d.message}`,
    fix: "Correct the field, or start from the recipe.json of an export.",
  },
  "recipe/setting": {
    what: (d) => `The setting ${d.path} = ${d.value} was refused.`,
    why: (d) => `${d.message}`,
    fix: "Run with --help for the settings and their values.",
  },
  "recipe/unknown-layer": {
    what: (d) => `The recipe pins “${d.layer}”, which is not in this model.`,
    why: (d) => `The model's layers are named like “${d.example}”.`,
    fix: "Remove the pin, or use a recipe made for this model.",
  },
  "recipe/unsupported": {
    what: (d) => `${d.setting} cannot be quantized this way.`,
    why: (d) => `${d.message}`,
    fix: (d) => `${d.fix}`,
  },
  "recipe/uncalibrated": {
    what: (d) => `The range of ${d.value} is not known.`,
    why: "A layer with static integer activations needs ranges, and nothing was calibrated.",
    fix: "Add calibration samples, or choose a scheme that needs none: dynamic, weight-only or FP16.",
  },
  "baseline/nan": {
    what: (d) => `The model returns values that are not numbers for ${d.file} (output ${d.output}).`,
    why: "A value inside the network left the floating-point range, usually because of wrong preprocessing.",
    fix: "Check mean, std and scale in the preprocessing form, then measure FP32 again.",
  },
  "evaluate/too-large": {
    what: (d) => `The answers to ${d.total} samples would take ${d.all} of memory.`,
    why: (d) => `This task needs every value of the output, ${d.each} for each sample, and ${d.fits} samples fit.`,
    fix: (d) => `Validate at most ${d.fits} samples at a time, or choose another task that keeps less.`,
  },
  "calibrate/non-finite": {
    what: (d) => `Tensor ${d.tensor} is not finite for ${d.file}.`,
    why: "A range cannot be chosen from infinite values or values that are not numbers.",
    fix: "Remove that image or check the preprocessing; nothing else was lost.",
  },
  "prepare/changed": {
    what: (d) => `Preparing the model would change its FP32 outputs by ${d.difference}.`,
    why: (d) => `The passes ${d.passes} should only simplify the graph; on this model they do not.`,
    fix: "Please report the model. Its untouched graph can be used by switching preparation off.",
  },
  "export/differs": {
    what: (d) => `The exported file answers differently from what was measured (${d.difference} on ${d.file}).`,
    why: "The download is held back, because a file that differs from its measurement cannot be trusted.",
    fix: "Quantize again; if it happens twice, please report the model.",
  },
  "export/gates": {
    what: (d) => `${d.count === 1 ? "1 locked sample fails" : `${d.count} locked samples fail`}: nothing is exported.`,
    why: (d) => `${d.first}: ${d.text}.`,
    fix: "Choose settings under which they hold, unlock them in Check, or overrule them in Ship with a reason in writing.",
  },
  "runtime/load": {
    what: (d) => `ONNX Runtime could not load ${d.model}.`,
    why: (d) => `It said: ${d.message}`,
    fix: "Check the model with onnx.checker, or export it again with another opset.",
  },
  "runtime/run": {
    what: (d) => `ONNX Runtime failed while running ${d.model} on ${d.file}.`,
    why: (d) => `It said: ${d.message}`,
    fix: "Check that the input shape of the model matches the preprocessing.",
  },
  "runtime/memory": {
    what: (d) => `A worker ran out of memory while ${d.stage}.`,
    why: "A browser tab can use about 4 GB per worker, and the model with its activations did not fit.",
    fix: "Close other tabs, lower the number of workers or images in flight, or use the command line.",
  },
  "runtime/worker": {
    what: (d) => `A worker stopped unexpectedly while ${d.stage}.`,
    why: (d) => `The browser reported: ${d.message}`,
    fix: "Run the step again; finished steps are kept.",
  },
  "runtime/missing-source": {
    what: (d) => `The ${d.kind} was no longer in the worker.`,
    why: "The worker was restarted.",
    fix: "It is loaded again by itself; if this stays, drop the files again.",
  },
  "cli/usage": {
    what: (d) => `${d.what}`,
    why: (d) => `${d.why}`,
    fix: (d) => `${d.fix}`,
  },
  "cli/file": {
    what: (d) => `${d.file} could not be read.`,
    why: (d) => `${d.message}`,
    fix: "Check the path and its permissions.",
  },
  "cli/write": {
    what: (d) => `${d.file} could not be written.`,
    why: (d) => `${d.message}`,
    fix: "Choose a folder that exists and may be written to.",
  },
  "results/invalid": {
    what: (d) => `${d.file} is not a results file of this tool.`,
    why: (d) => `${d.message}`,
    fix: "Make it with qstudio evaluate MODEL --data DIR --out RESULTS.json.",
  },
} satisfies Record<string, ErrorText>;
