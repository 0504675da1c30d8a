"""W3C Verifiable Credentials Data Model 2.0, secured by Data Integrity `eddsa-rdfc-2022`."""
